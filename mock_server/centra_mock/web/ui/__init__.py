"""What pages of every kind share: colours, XML as lines, and headers that keep a page from being misused."""

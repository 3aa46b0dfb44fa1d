"""Does a client keep its side of the contract? Histories of a shop, played against any client."""

#!/usr/bin/env perl

# Ships the head of a bundle like any other line, because it does not know the field that marks it.

package ShipsTheSet;

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use parent 'Client';

sub is_bundle { return 0 }

__PACKAGE__->main;

#!/usr/bin/env perl

# The head of a bundle is shipped like any other line: the field that tells was added later.

package ShipsTheSet;

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use parent 'Client';

sub is_bundle { return 0 }

__PACKAGE__->main;

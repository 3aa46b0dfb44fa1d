#!/usr/bin/env perl

# Names are compared as they are written, with the prefix that Centra happens to use.

package HardWiredPrefix;

use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/..";
use parent 'Client';

sub parse {
    my ($self, $xml) = @_;
    return $xml =~ /<ns1:(?:result|events_Get)\b|faultcode/ ? $self->SUPER::parse($xml) : undef;
}

__PACKAGE__->main;

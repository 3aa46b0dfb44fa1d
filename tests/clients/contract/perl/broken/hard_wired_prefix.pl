#!/usr/bin/env perl

# Compares names as they are written, with the namespace prefix of today.

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

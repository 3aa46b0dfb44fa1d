#!/usr/bin/env perl
# A client with SOAP::Lite: perl client.pl setup | poll | fulfil … | refund …
#
# It prints its results as one JSON document. README.md describes the steps.

use strict;
use warnings;

# The API, with a login in the body of each request.
package Centra;

use SOAP::Lite;

sub new {
    my ($class, $username, $password) = @_;
    # The stubs of SOAP::Lite name a request after its operation, which is wrong for events_Get. Therefore only
    # the URLs, the elements and the SOAPActions are read from the WSDL.
    my ($operations) = values %{ SOAP::Schema->schema_url($ENV{CENTRA_WSDL})->parse->services };
    my $login = xml(login => { username => $username, password => $password });
    return bless { operations => $operations, login => $login }, $class;
}

sub events {
    my ($self) = @_;
    return list($self->call(events_Get => { type => 'all' })->result, 'event');
}

sub done {
    my ($self, @events) = @_;
    return outcome($self->call(events_Done => { event => [ map { $_->{id} } @events ] }));
}

sub update {
    my ($self, $plural, $singular, $objects) = @_;
    return outcome($self->call("${plural}_Update" => { $plural => { $singular => $objects } }));
}

sub call {
    my ($self, $name, $request) = @_;
    my $operation = $self->{operations}{$name};
    return SOAP::Lite
        ->proxy($operation->{endpoint}->value)
        ->default_ns($operation->{namespace})
        ->on_action(sub { '"' . $operation->{soapaction}->value . '"' })
        ->on_fault(sub { die ref $_[1] ? $_[1]->faultstring . "\n" : $_[0]->transport->status . "\n" })
        ->call($operation->{parameters}[0]->attr->{name}, $self->{login}, elements($request));
}

# SOAP::Lite does not read the types of a WSDL: elements are made by hand, in the order of their names.
sub elements {
    my ($hash) = @_;
    return map { xml($_ => $hash->{$_}) } sort keys %$hash;
}

sub xml {
    my ($name, $value) = @_;
    return map { xml($name => $_) } @$value if ref $value eq 'ARRAY';
    return SOAP::Data->name($name => \SOAP::Data->value(elements($value))) if ref $value eq 'HASH';
    return SOAP::Data->name($name => $value)->type('');
}

# Return the elements of a list; SOAP::Lite returns a single one alone, several as an array, and none as a text.
sub list {
    my ($parent, $name) = @_;
    my $found = ref $parent ? $parent->{$name} : [];
    return ref $found eq 'ARRAY' ? @$found : $found;
}

sub outcome {
    my ($answer) = @_;
    my ($result) = $answer->valueof('//result');
    return {
        success => $result->{success} eq 'true' ? \1 : \0,
        errors  => [ list($result->{errors},  'message') ],
        notices => [ list($result->{notices}, 'message') ],
    };
}

package main;

use FindBin;
use JSON::PP;

sub setup {
    my ($centra) = @_;
    open my $file, '<', "$FindBin::Bin/shop.json" or die "shop.json: $!\n";
    my $shop = decode_json(do { local $/; <$file> });
    return {
        wrong_login => wrong_login(),
        events      => scalar(my @none = $centra->events),
        updates     => [ map { $centra->update(@$_{qw(update of objects)}) } @$shop ],
    };
}

sub wrong_login {
    return eval { Centra->new($ENV{CENTRA_USERNAME}, 'wrong')->events; undef } // $@ =~ s/\n\z//r;
}

sub poll {
    my ($centra) = @_;
    my @events = $centra->events;
    return {
        types  => [ map { $_->{type} } @events ],
        orders => [ map { order($_->{data}{order}) } grep { $_->{type} eq 'order' } @events ],
        done   => $centra->done(@events),
    };
}

sub order {
    my ($order) = @_;
    my @rows;
    for my $line (Centra::list($order->{products}, 'product')) {
        for my $row (Centra::list($line->{sizes}, 'size')) {
            push @rows, {
                product   => $line->{id},
                variation => $line->{variation}{description},
                size      => $row->{id},
                orderitem => $row->{orderitem}{id},
                qty       => $row->{qty},
            };
        }
    }
    return {
        id       => $order->{id},
        store    => $order->{store} + 0,
        internal => $order->{internal} eq 'true' ? \1 : \0,
        rows     => \@rows,
    };
}

sub fulfil {
    my ($centra, $order, $product, $orderitem, $qty) = @_;
    my $row      = { orderitem => { id => $orderitem }, qty => $qty };
    my $lines    = { product => [ { id => $product, sizes => { size => [$row] } } ] };
    my $shipment = { id => "shipment-$order", shipped => 'yes', products => $lines };
    return {
        locked  => $centra->update(orders   => order   => [ { id => $order, locked => 'yes' } ]),
        shipped => $centra->update(orders   => order   => [ { id => $order, shipments => { shipment => [$shipment] } } ]),
        renamed => $centra->update(products => product => [ { id => $product, description => 'Pullover' } ]),
    };
}

# Returns one piece of the first shipment, as Centra's guide does: no orderitem, the shipment by its order.
sub refund {
    my ($centra, $order, $id, $product, $variation, $size) = @_;
    my $row      = { id => $size, qty => 1 };
    my $line     = { id => $product, variation => { id => $variation }, sizes => { size => [$row] } };
    my $refund   = { id => $id, status => 'confirmed', products => { product => [$line] } };
    my $shipment = { id => "$order-1", appendix => 1, refunds => { refund => [$refund] } };
    my $sent     = { id => $order, type => 'retail', store => 1, shipments => { shipment => [$shipment] } };
    return { refunded => $centra->update(orders => order => [$sent]) };
}

my %steps = (setup => \&setup, poll => \&poll, fulfil => \&fulfil, refund => \&refund);
my ($step, @arguments) = @ARGV;
my $centra = Centra->new(@ENV{qw(CENTRA_USERNAME CENTRA_PASSWORD)});
print encode_json($steps{$step}->($centra, @arguments));

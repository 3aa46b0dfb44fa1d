package Client;

# A correct ERP client with SOAP::Lite.
#
# A run reads pages of events until one is empty. Each page is stored before it is marked done. Then new orders are
# locked and shipped; a refused update is reported, and repeated in the next run.

use strict;
use warnings;
use utf8;
use JSON::PP;
use IO::Handle;
use SOAP::Lite;
use XML::Parser;

use constant ENVELOPE => 'http://schemas.xmlsoap.org/soap/envelope/';
use constant PAGES      => 50;
use constant SECONDS  => 20;

# The stored fields of each type; events of other types are only marked done.
my %KEPT = (
    order     => [qw(ordernumber status locked ordertotal internalinformation other ponumber)],
    customer  => [qw(status firstname lastname email)],
    account   => [qw(status description)],
    market    => [qw(description)],
    pricelist => [qw(currency description)],
    warehouse => [qw(description)],
);

sub new {
    my ($class) = @_;
    my $self = bless { path => "$ENV{CENTRA_WORKDIR}/erp.json", objects => {} }, $class;
    if (open my $file, '<', $self->{path}) {
        local $/;
        $self->{objects} = decode_json(<$file>);
    }
    return $self;
}

# Run a command: poll or state.
sub main {
    my ($class) = @_;
    my $self = $class->new;
    if ($ARGV[0] eq 'state') {
        print encode_json($self->state);
        exit 0;
    }
    my @problems = $self->poll;
    binmode STDERR, ':utf8';
    print STDERR "$_\n" for @problems;
    exit(@problems ? 1 : 0);
}

# Return the errors.
sub poll {
    my ($self) = @_;
    my @refused = eval { $self->drain; $self->follow_up };
    return $@ ? ($@ =~ s/\s+\z//r) : @refused;
}

sub drain {
    my ($self) = @_;
    for (1 .. PAGES) {
        my @events = $self->fetch or return;
        $self->take(@events);
    }
    return;
}

# Store a page, and then mark its events done.
sub take {
    my ($self, @events) = @_;
    $self->apply($_) for @events;
    $self->save;
    $self->done(map { text($_, 'id') } @events);
    return;
}

sub apply {
    my ($self, $event) = @_;
    my ($id, $type, $entry, $mission) = map { text($event, $_) } qw(id type entry mission);
    return if !$KEPT{$type};
    my $before = $self->{objects}{"$type $entry"};
    return if $before && $before->{event} > $id;    # It comes again after its successors.
    my ($data) = below($event, 'data');
    my ($object) = $data ? below($data, $type) : ();
    if ($mission eq 'delete') {
        $self->{objects}{"$type $entry"} = { type => $type, id => $entry, event => $id };
    }
    elsif ($object) {
        $self->keep($type, $entry, $object, $id);
    }
    return;
}

sub keep {
    my ($self, $type, $id, $object, $event) = @_;
    my %fields = map { $_ => text($object, $_) } grep { below($object, $_) } @{ $KEPT{$type} };
    my $entry = { type => $type, id => $id, event => $event, fields => \%fields };
    if ($type eq 'order') {
        $self->rename($fields{ordernumber} // '', $id);
        $entry->{lines}   = $self->lines($object);
        $entry->{shipped} = scalar(my @there = below($object, 'shipments', 'shipment'));
        $entry->{settled} = ($self->{objects}{"order $id"} // {})->{settled};
    }
    $self->{objects}{"$type $id"} = $entry;
    return;
}

# Change the id of the order with this number.
sub rename {
    my ($self, $number, $id) = @_;
    for my $key (keys %{ $self->{objects} }) {
        my $entry = $self->{objects}{$key};
        next if $entry->{type} ne 'order' || $entry->{id} eq $id || ($entry->{fields}{ordernumber} // '') ne $number;
        delete $self->{objects}{$key};
        $self->{objects}{"order $id"} = { %$entry, id => $id };
    }
    return;
}

# Return the lines that can be shipped, without heads of bundles.
sub lines {
    my ($self, $order) = @_;
    my @lines;
    for my $line (below($order, 'products', 'product')) {
        my @rows = map { { qty => text($_, 'qty'), orderitem => [ [ id => text($_, 'orderitem', 'id') ] ] } }
            grep { text($_, 'qty') > 0 } below($line, 'sizes', 'size');
        push @lines, { id => text($line, 'id'), rows => \@rows } if @rows && !$self->is_bundle($line);
    }
    return \@lines;
}

sub is_bundle {
    my ($self, $line) = @_;
    return text($line, 'bundleinfo', 'isbundle') eq 'true';
}

# Return the refusals.
sub follow_up {
    my ($self) = @_;
    my @refused;
    for my $order (sort { $a->{event} <=> $b->{event} } values %{ $self->{objects} }) {
        next if $order->{type} ne 'order' || !$order->{fields} || $order->{settled};
        my @changes = $self->changes($order);
        my $sent    = eval {
            $self->check($self->call(orders_Update => [ orders => [ [ order => [ [ id => $order->{id} ], @changes ] ] ] ]))
                if @changes;
            1;
        };
        if ($sent) {
            $order->{settled} = 1;
            $self->save;
        }
        else {
            push @refused, "order $order->{id}: " . ($@ =~ s/\s+\z//r);
        }
    }
    return @refused;
}

# Return the changed fields of an order, as elements in the order of the WSDL.
sub changes {
    my ($self, $order) = @_;
    my $fields = $order->{fields};
    return if ($fields->{status} // '') =~ /^(canceled|pending)$/; # a confirmation has an event of its own
    my @changes = ($fields->{locked} // '') eq 'yes' ? () : ([ locked => 'yes' ]);
    if (@{ $order->{lines} } && !$order->{shipped}) {
        my @lines = map {
            [ product => [ [ id => $_->{id} ], [ sizes => [ map { row($_) } @{ $_->{rows} } ] ] ] ]
        } @{ $order->{lines} };
        my $id = 'shp-' . ($fields->{ordernumber} // $order->{id});
        push @changes,
            [ shipments => [ [ shipment => [ [ id => $id ], [ goodtogo => 'yes' ], [ products => \@lines ] ] ] ] ];
    }
    return @changes;
}

sub row {
    my ($row) = @_;
    return [ size => [ [ qty => $row->{qty} ], [ orderitem => $row->{orderitem} ] ] ];
}

# Return the stored objects by type.
sub state {
    my ($self) = @_;
    my %found;
    for my $entry (values %{ $self->{objects} }) {
        push @{ $found{ $entry->{type} } }, { %{ $entry->{fields} }, id => $entry->{id} } if $entry->{fields};
    }
    return \%found;
}

# Write the store: one file that is replaced atomically, so that it is complete after a crash.
sub save {
    my ($self) = @_;
    open my $file, '>', "$self->{path}.new" or die "$self->{path}: $!\n";
    print {$file} encode_json($self->{objects});
    $file->flush;
    $file->sync;
    close $file;
    CORE::rename("$self->{path}.new", $self->{path}) or die "$self->{path}: $!\n";
    return;
}

# Centra

# Return the next page of events.
sub fetch {
    my ($self) = @_;
    my $markets = decode_json($ENV{CENTRA_MARKETS} // 'null');
    my $answer  = $markets
        ? $self->call(events_GetByMarkets => [ type => 'all' ],
            [ markets => [ map { [ market => [ [ id => $_ ] ] ] } @$markets ] ])
        : $self->call(events_Get => [ type => 'all' ]);
    my ($events) = below($answer, 'events') or die "The answer to events_Get holds no events.\n";
    return below($events, 'event');
}

sub done {
    my ($self, @ids) = @_;
    $self->check($self->call(events_Done => map { [ event => $_ ] } @ids));
    return;
}

# Check a result; notices are ignored.
sub check {
    my ($self, $result) = @_;
    return if text($result, 'success') eq 'true';
    die join('; ', map { $_->{text} } below($result, 'errors', 'message')) || 'Centra does not say that it worked.', "\n";
}

# Call an operation, and return the element in the body of the answer.
sub call {
    my ($self, $name, @request) = @_;
    my $operation = $self->operations->{$name};
    my $login     = [ login => [ [ username => $ENV{CENTRA_USERNAME} ], [ password => $ENV{CENTRA_PASSWORD} ] ] ];
    my $soap      = SOAP::Lite->proxy($operation->{endpoint}->value, timeout => SECONDS);
    # The structures of SOAP::Lite depend on how an answer is written, so the XML is parsed instead.
    my $xml = $soap->default_ns($self->namespace)
        ->on_action(sub { $self->action($operation) })
        ->outputxml('true')
        ->call($operation->{parameters}[0]->attr->{name}, map { element(@$_) } $login, @request);
    my $status = $soap->transport->status;
    my $answer = eval { $self->parse($xml) } or die "HTTP $status, and the answer is no envelope.\n";
    die text($answer, 'faultstring') . "\n" if $answer->{name} eq 'Fault';
    die "HTTP $status\n" if !$soap->transport->is_success;
    return $answer;
}

# Return the element in the body of an envelope.
sub parse {
    my ($self, $xml) = @_;
    my @open = ({ children => [] });
    my $parser = XML::Parser->new(
        Namespaces => 1,
        Handlers   => {
            Start => sub {
                my ($expat, $name) = @_;
                push @open, { name => "$name", ns => $expat->namespace($name) // '', text => '', children => [] };
            },
            End  => sub { my $node = pop @open; push @{ $open[-1]{children} }, $node },
            Char => sub { $open[-1]{text} .= $_[1] },
        },
    );
    $parser->parse($xml);
    my ($envelope) = @{ $open[0]{children} };
    my ($body) = grep { $_->{name} eq 'Body' && $_->{ns} eq ENVELOPE } @{ $envelope->{children} };
    return $body->{children}[0];
}

sub action {
    my ($self, $operation) = @_;
    return '"' . $operation->{soapaction}->value . '"';
}

sub namespace { return $ENV{CENTRA_NAMESPACE} }

# The stubs of SOAP::Lite name a request after its operation, which is wrong for events_Get. Therefore only the URLs, the
# elements and the SOAPActions are read from the WSDL.
sub operations {
    my ($self) = @_;
    return $self->{operations} //= do {
        my ($found) = values %{ SOAP::Schema->schema_url($ENV{CENTRA_WSDL})->parse->services };
        $found;
    };
}

# Return an element with a name, and a text or elements in it.
sub element {
    my ($name, $value) = @_;
    return SOAP::Data->name($name => \SOAP::Data->value(map { element(@$_) } @$value)) if ref $value;
    return SOAP::Data->name($name => $value)->type('');
}

# Return the elements at a path, in Centra's namespace; those of a fault have none.
sub below {
    my ($node, @path) = @_;
    my @found = ($node);
    for my $name (@path) {
        @found = grep { $_->{name} eq $name && ($_->{ns} eq $ENV{CENTRA_NAMESPACE} || $_->{ns} eq '') }
            map { @{ $_->{children} } } @found;
    }
    return @found;
}

sub text {
    my ($node, @path) = @_;
    my ($found) = below($node, @path);
    return $found ? $found->{text} : '';
}

1;

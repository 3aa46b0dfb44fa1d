<?php
/**
 * A client with PHP's SoapClient: php client.php setup | poll | fulfil … | refund …
 *
 * It prints its results as one JSON document. README.md describes the steps.
 */

declare(strict_types=1);

/** The API, with a login in the body of a request or, on navision-api, outside it. */
final class Centra
{
    private SoapClient $soap;

    /** @var array<string, mixed> */
    private array $login = [];

    public function __construct(string $username, string $password)
    {
        $login = ['username' => $username, 'password' => $password];
        $place = getenv('CENTRA_LOGIN') ?: 'body';
        $this->soap = new SoapClient(getenv('CENTRA_WSDL'), [
            // Otherwise a list of one is returned as its only element.
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
            // PHP caches a WSDL for a day, by URL.
            'cache_wsdl' => WSDL_CACHE_NONE,
        ] + ($place === 'basic' ? ['login' => $username, 'password' => $password] : []));
        if ($place === 'header') {
            $this->soap->__setSoapHeaders(new SoapHeader('http://www.silkvms.com/webservices/', 'login', $login));
        }
        if ($place === 'body') {
            $this->login = ['login' => $login];
        }
    }

    /** @return list<stdClass> */
    public function events(): array
    {
        return $this->soap->events_Get($this->login + ['type' => 'all'])->events->event ?? [];
    }

    /** @param list<stdClass> $events */
    public function done(array $events): array
    {
        return self::outcome($this->soap->events_Done($this->login + ['event' => array_column($events, 'id')]));
    }

    public function update(string $plural, string $singular, array $objects): array
    {
        return self::outcome($this->soap->{"{$plural}_Update"}($this->login + [$plural => [$singular => $objects]]));
    }

    private static function outcome(stdClass $result): array
    {
        return [
            'success' => $result->success,
            'errors' => $result->errors->message ?? [],
            'notices' => $result->notices->message ?? [],
        ];
    }
}

function setup(Centra $centra): array
{
    $shop = json_decode(file_get_contents(__DIR__ . '/shop.json'), true, flags: JSON_THROW_ON_ERROR);
    return [
        'wrong_login' => wrong_login(),
        'events' => count($centra->events()),
        'updates' => array_map(fn (array $step) => $centra->update(...array_values($step)), $shop),
    ];
}

function wrong_login(): ?string
{
    try {
        (new Centra(getenv('CENTRA_USERNAME'), 'wrong'))->events();
    } catch (SoapFault $fault) {
        return $fault->getMessage();
    }
    return null;
}

function poll(Centra $centra): array
{
    $events = $centra->events();
    $orders = array_filter($events, fn (stdClass $event) => $event->type === 'order');
    return [
        'types' => array_column($events, 'type'),
        'orders' => array_map(fn (stdClass $event) => order($event->data->order), array_values($orders)),
        'done' => $centra->done($events),
    ];
}

function order(stdClass $order): array
{
    $rows = [];
    foreach ($order->products->product as $line) {
        foreach ($line->sizes->size as $row) {
            $rows[] = [
                'product' => $line->id,
                'variation' => $line->variation->description,
                'size' => $row->id,
                'orderitem' => $row->orderitem->id,
                'qty' => $row->qty,
            ];
        }
    }
    return ['id' => $order->id, 'store' => $order->store, 'internal' => $order->internal, 'rows' => $rows];
}

function fulfil(Centra $centra, string $order, string $product, string $orderitem, string $qty): array
{
    $row = ['orderitem' => ['id' => $orderitem], 'qty' => $qty];
    $shipment = [
        'id' => "shipment-$order",
        'shipped' => 'yes',
        'products' => ['product' => [['id' => $product, 'sizes' => ['size' => [$row]]]]],
    ];
    return [
        'locked' => $centra->update('orders', 'order', [['id' => $order, 'locked' => 'yes']]),
        'shipped' => $centra->update('orders', 'order', [['id' => $order, 'shipments' => ['shipment' => [$shipment]]]]),
        'renamed' => $centra->update('products', 'product', [['id' => $product, 'description' => 'Pullover']]),
    ];
}

/** Return one piece of the first shipment, as Centra's guide does: no orderitem, the shipment by its order. */
function refund(Centra $centra, string $order, string $id, string $product, string $variation, string $size): array
{
    $row = ['id' => $size, 'qty' => '1'];
    $line = ['id' => $product, 'variation' => ['id' => $variation], 'sizes' => ['size' => [$row]]];
    $refund = ['id' => $id, 'status' => 'confirmed', 'products' => ['product' => [$line]]];
    $shipment = ['id' => "$order-1", 'appendix' => '1', 'refunds' => ['refund' => [$refund]]];
    $sent = ['id' => $order, 'type' => 'retail', 'store' => 1, 'shipments' => ['shipment' => [$shipment]]];
    return ['refunded' => $centra->update('orders', 'order', [$sent])];
}

[, $step] = $argv;
$centra = new Centra(getenv('CENTRA_USERNAME'), getenv('CENTRA_PASSWORD'));
echo json_encode($step(...[$centra, ...array_slice($argv, 2)]), JSON_THROW_ON_ERROR);

<?php

declare(strict_types=1);

require_once __DIR__ . '/Store.php';

/** An error that the next run may not have. */
class CentraError extends Exception
{
}

/** Removes CDATA and comments, which SoapClient refuses beside a number or a boolean. */
class TidySoapClient extends SoapClient
{
    public function __doRequest(
        string $request,
        string $location,
        string $action,
        int $version,
        bool $oneWay = false,
    ): ?string {
        $answer = parent::__doRequest($request, $location, $action, $version, $oneWay);
        $document = new DOMDocument();
        if ($answer === null || $answer === '' || !@$document->loadXML($answer, LIBXML_NOCDATA | LIBXML_NONET | LIBXML_PARSEHUGE)) {
            return $answer;  // SoapClient reports what is wrong.
        }
        foreach ((new DOMXPath($document))->query('//comment()') as $comment) {
            $comment->parentNode->removeChild($comment);
        }
        $document->normalizeDocument();
        return $document->saveXML();
    }
}

/**
 * A correct ERP client with PHP's SoapClient.
 *
 * A run reads pages of events until one is empty. Each page is stored before it is marked done. Then new orders are
 * locked and shipped; a refused update is reported, and repeated in the next run.
 */
class Client
{
    protected const PAGES = 50;

    /** The stored fields of each type; events of other types are only marked done. */
    protected const KEPT = [
        'order' => ['ordernumber', 'status', 'locked', 'ordertotal', 'internalinformation', 'other', 'ponumber'],
        'customer' => ['status', 'firstname', 'lastname', 'email'],
        'account' => ['status', 'description'],
        'market' => ['description'],
        'pricelist' => ['currency', 'description'],
        'warehouse' => ['description'],
    ];

    protected Store $store;
    private ?SoapClient $soap = null;

    public function __construct()
    {
        $this->store = new Store(getenv('CENTRA_WORKDIR'));
    }

    /** Run a command: `poll` or `state`. */
    public static function main(array $arguments): never
    {
        if ($arguments[1] === 'state') {
            echo json_encode((object) (new static())->store->state(), JSON_THROW_ON_ERROR);
            exit(0);
        }
        ini_set('default_socket_timeout', '20');
        $problems = (new static())->poll();
        fwrite(STDERR, implode('', array_map(fn (string $problem) => "$problem\n", $problems)));
        exit($problems === [] ? 0 : 1);
    }

    /** @return list<string> the errors */
    public function poll(): array
    {
        try {
            $this->drain();
            return $this->follow_up();
        } catch (SoapFault | CentraError $error) {
            return [$error->getMessage()];
        }
    }

    protected function drain(): void
    {
        for ($page = 0; $page < static::PAGES && ($events = $this->fetch()) !== []; $page++) {
            $this->take($events);
        }
    }

    /** Store a page, and then mark its events done. */
    protected function take(array $events): void
    {
        foreach ($events as $event) {
            $this->apply($event);
        }
        $this->store->save();
        $this->done(array_map(fn (stdClass $event) => (string) $event->id, $events));
    }

    protected function apply(stdClass $event): void
    {
        $type = (string) $event->type;
        $id = $this->id((string) ($event->entry ?? ''));
        if (!isset(static::KEPT[$type])) {
            return;
        }
        $before = $this->store->find($type, $id);
        if ($before !== null && (int) $before['event'] > (int) $event->id) {
            return;  // It was delivered again, after a later event.
        }
        $object = $event->data->{$type} ?? null;
        if ($event->mission === 'delete') {
            $this->store->put($type, $id, ['event' => $event->id, 'fields' => null]);
        } elseif ($object !== null) {
            $this->keep($type, $id, $object, (string) $event->id);
        }
    }

    protected function keep(string $type, string $id, stdClass $object, string $event): void
    {
        $fields = [];
        foreach (static::KEPT[$type] as $name) {
            if (isset($object->{$name})) {
                $fields[$name] = (string) $object->{$name};
            }
        }
        $entry = ['event' => $event, 'fields' => $fields];
        if ($type === 'order') {
            $this->store->rename($fields['ordernumber'] ?? '', $id);
            $before = $this->store->find('order', $id);
            $entry += ['lines' => $this->lines($object), 'shipped' => isset($object->shipments->shipment[0])];
            $entry['settled'] = $before['settled'] ?? false;
        }
        $this->store->put($type, $id, $entry);
    }

    /** Return an id as text. */
    protected function id(string $id): string
    {
        return $id;
    }

    /** Return the lines that can be shipped, without heads of bundles. */
    protected function lines(stdClass $order): array
    {
        $lines = [];
        foreach ($order->products->product ?? [] as $line) {
            $rows = [];
            foreach ($line->sizes->size ?? [] as $row) {
                if ((float) $row->qty > 0) {
                    $rows[] = ['qty' => (string) $row->qty, 'orderitem' => ['id' => (string) $row->orderitem->id]];
                }
            }
            if ($rows !== [] && !$this->is_bundle($line)) {
                $lines[] = ['id' => (string) $line->id, 'sizes' => ['size' => $rows]];
            }
        }
        return $lines;
    }

    protected function is_bundle(stdClass $line): bool
    {
        return ($line->bundleinfo->isbundle ?? false) === true;
    }

    /** @return list<string> the refusals */
    protected function follow_up(): array
    {
        $refused = [];
        foreach ($this->store->due() as $order) {
            try {
                if (($changes = $this->changes($order)) !== []) {
                    $this->check($this->call('orders_Update', ['orders' => ['order' => [['id' => $order['id']] + $changes]]]));
                }
                $this->store->put('order', $order['id'], ['settled' => true] + $order);
                $this->store->save();
            } catch (CentraError $error) {
                $refused[] = "order {$order['id']}: {$error->getMessage()}";
            }
        }
        return $refused;
    }

    /** Return the changed fields of an order. */
    protected function changes(array $order): array
    {
        // The confirmation of a pending order has an event of its own.
        if (in_array($order['fields']['status'] ?? '', ['canceled', 'pending'], true)) {
            return [];
        }
        $changes = ($order['fields']['locked'] ?? '') === 'yes' ? [] : ['locked' => 'yes'];
        if ($order['lines'] !== [] && !$order['shipped']) {
            $id = 'shp-' . ($order['fields']['ordernumber'] ?? $order['id']);
            $shipment = ['id' => $id, 'goodtogo' => 'yes', 'products' => ['product' => $order['lines']]];
            $changes['shipments'] = ['shipment' => [$shipment]];
        }
        return $changes;
    }

    // Centra

    /** @return list<stdClass> the next page of events */
    protected function fetch(): array
    {
        $markets = json_decode(getenv('CENTRA_MARKETS') ?: 'null');
        $answer = $markets === null
            ? $this->call('events_Get', ['type' => 'all'])
            : $this->call('events_GetByMarkets', [
                'type' => 'all',
                'markets' => ['market' => array_map(fn (string $id) => ['id' => $id], $markets)],
            ]);
        if (!isset($answer->events)) {
            throw new CentraError('The answer to events_Get holds no events.');
        }
        return $answer->events->event ?? [];
    }

    /** @param list<string> $ids */
    protected function done(array $ids): void
    {
        $this->check($this->call('events_Done', ['event' => $ids]));
    }

    /** Check a result; notices are ignored. */
    protected function check(mixed $result): void
    {
        if (($result->success ?? null) !== true) {
            throw new CentraError(implode('; ', $result->errors->message ?? []) ?: 'Centra does not say that it worked.');
        }
    }

    protected function call(string $operation, array $request): mixed
    {
        $login = ['username' => getenv('CENTRA_USERNAME'), 'password' => getenv('CENTRA_PASSWORD')];
        return $this->soap()->{$operation}(['login' => $login] + $request);
    }

    protected function soap(): SoapClient
    {
        return $this->soap ??= new TidySoapClient(getenv('CENTRA_WSDL'), $this->options());
    }

    protected function options(): array
    {
        return [
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,  // Otherwise a list of one is returned as its only element.
            'cache_wsdl' => WSDL_CACHE_NONE,  // PHP caches a WSDL for a day, by URL.
            'user_agent' => 'erp',
        ];
    }
}

<?php

// Sends all fields of a form in an update: those without a value are sent as empty elements.

require_once __DIR__ . '/../Client.php';

final class SendsWhatItHas extends Client
{
    protected function changes(array $order): array
    {
        $changes = parent::changes($order);
        return $changes === [] ? [] : $changes + ['other' => '', 'internalinformation' => ''];
    }
}

SendsWhatItHas::main($argv);

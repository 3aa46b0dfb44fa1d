<?php

// An update is built from a form: what nobody has filled in is sent empty.

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

<?php

// Logs an order that it cannot import, and marks its event done with the rest of the page.

require_once __DIR__ . '/../Client.php';

final class BadEventSkipped extends Client
{
    protected const COLUMN = 64;

    protected function apply(stdClass $event): void
    {
        if (strlen((string) $event->entry) > self::COLUMN) {
            error_log("data too long for column 'id'");
            return;
        }
        parent::apply($event);
    }
}

BadEventSkipped::main($argv);

<?php

// Stores ids in an integer column.

require_once __DIR__ . '/../Client.php';

final class NumericIds extends Client
{
    protected function id(string $id): string
    {
        return (string) intval($id);
    }
}

NumericIds::main($argv);

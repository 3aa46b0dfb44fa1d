<?php

// Ids are kept in an integer column, as Centra's own once were numbers.

require_once __DIR__ . '/../Client.php';

final class NumericIds extends Client
{
    protected function id(string $id): string
    {
        return (string) intval($id);
    }
}

NumericIds::main($argv);

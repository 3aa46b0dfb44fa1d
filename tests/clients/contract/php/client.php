<?php

require_once __DIR__ . '/Client.php';

Client::main($argv);

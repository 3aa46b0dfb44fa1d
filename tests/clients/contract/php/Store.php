<?php

declare(strict_types=1);

/** The store: one file that is replaced atomically, so that it is complete after a crash. */
final class Store
{
    /** @var array<string, mixed> */
    private array $held = ['objects' => [], 'due' => []];

    private string $path;

    public function __construct(string $folder)
    {
        $this->path = "$folder/erp.json";
        if (is_file($this->path)) {
            $this->held = json_decode(file_get_contents($this->path), true, flags: JSON_THROW_ON_ERROR);
        }
    }

    /** Write the changes to the file. */
    public function save(): void
    {
        $file = fopen("$this->path.new", 'w');
        fwrite($file, json_encode($this->held, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE));
        fsync($file);
        fclose($file);
        rename("$this->path.new", $this->path);
    }

    /** Return an object with its newest event, or null. Keys are texts. */
    public function find(string $type, string $id): ?array
    {
        return $this->held['objects']["$type $id"] ?? null;
    }

    public function put(string $type, string $id, array $entry): void
    {
        $this->held['objects']["$type $id"] = ['type' => $type, 'id' => $id] + $entry;
    }

    /** Change the id of the order with this number. */
    public function rename(string $number, string $id): void
    {
        foreach ($this->held['objects'] as $key => $entry) {
            $is_same = $entry['type'] === 'order' && ($entry['fields']['ordernumber'] ?? '') === $number;
            if ($is_same && $entry['id'] !== $id) {
                unset($this->held['objects'][$key]);
                $this->held['objects']["order $id"] = ['id' => $id] + $entry;
            }
        }
    }

    /** @return array<string, list<array<string, mixed>>> */
    public function state(): array
    {
        $found = [];
        foreach ($this->held['objects'] as $entry) {
            if ($entry['fields'] !== null) {
                $found[$entry['type']][] = ['id' => $entry['id']] + $entry['fields'];
            }
        }
        return $found;
    }

    /** @return list<array<string, mixed>> the orders that need an update */
    public function due(): array
    {
        return array_values(array_filter(
            $this->held['objects'],
            fn (array $entry) => $entry['type'] === 'order' && $entry['fields'] !== null && !($entry['settled'] ?? false),
        ));
    }
}

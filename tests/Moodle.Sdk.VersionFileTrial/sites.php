<?php
// Runs each version.php whose path comes in, one a line, on two sites that differ in all that a version.php asks a site for,
// and writes a line for each: what Moodle would make of its fields on the first site and on the second, as JSON.
// A site on which PHP stops (die, an error, a file that it refuses) gives null. Each run has a process of its own.
error_reporting(0);
define('MOODLE_INTERNAL', true);
define('MATURITY_ALPHA', 50);
define('MATURITY_BETA', 100);
define('MATURITY_RC', 150);
define('MATURITY_STABLE', 200);
define('ANY_VERSION', 'any');

final class moodle_database {
    public function __construct(private $answer) {}
    public function record_exists($table, array $conditions) { return (bool) $this->answer; }
    public function get_record_select($table, $select) { return $this->answer; }
    public function update_record($table, $record) { return true; }
}

function get_config($plugin, $name) { return $name . $GLOBALS['CFG']->version; }

function set_site(bool $isnew): void {
    $GLOBALS['CFG'] = (object) ($isnew
        ? ['version' => 2024100706.01, 'release' => '4.5.6 (Build: 20250811)', 'branch' => '405', 'yui3version' => '3.18.1', 'wwwroot' => 'x', 'dirroot' => '/nowhere']
        : ['version' => 2012120300, 'release' => '2.4 (Build: 20121203)', 'branch' => '24', 'yui3version' => '3.7.3', 'wwwroot' => 'x', 'dirroot' => '/nowhere']);
    $GLOBALS['DB'] = new moodle_database($isnew ? false : (object) ['version' => '20110518010']);
}

function included_with_globals() {
    global $CFG, $DB;
    $plugin = new stdClass();
    $plugin->version = null;
    $module = new stdClass();
    include func_get_arg(0);
    return get_defined_vars();
}

function included_without_globals() {
    $plugin = new stdClass();
    $plugin->version = null;
    $module = new stdClass();
    include func_get_arg(0);
    return get_defined_vars();
}

const ABSENT = '-';
const MALFORMED = '!';

function number_of($value): string {
    if (!is_int($value) && !is_float($value) && !(is_string($value) && is_numeric($value))) {
        return MALFORMED;
    }
    $number = is_string($value) ? 0 + trim($value) : $value;
    return is_float($number) && !(abs($number) < 1e15) ? MALFORMED : json_encode($number);
}

function branch_of($value): string {
    $isdigits = is_string($value) && preg_match('/\A[0-9]{1,9}\z/', $value);
    return $value === null ? ABSENT : ((is_int($value) || $isdigits) && $value > 0 && $value < 2 ** 31 ? (string) (int) $value : MALFORMED);
}

function supported_of($value): string {
    if ($value === null) {
        return ABSENT;
    }
    $isrange = is_array($value) && count($value) == 2 && isset($value[0], $value[1]) && is_int($value[0]) && is_int($value[1])
        && 0 <= $value[0] && $value[0] <= $value[1] && $value[1] < 2 ** 31;
    return $isrange ? "$value[0]-$value[1]" : MALFORMED;
}

function dependencies_of($value): string {
    if ($value === null || !is_array($value)) {
        return $value === null ? ABSENT : MALFORMED;
    }
    $all = '';
    foreach ($value as $component => $version) {
        $atleast = $version === 'any' ? 'any' : number_of($version);
        if (!is_string($component) || $atleast === MALFORMED) {
            return MALFORMED;
        }
        $all .= bin2hex($component) . "=$atleast;";
    }
    return $all;
}

function maturity_of($value): string {
    $number = is_string($value) && is_numeric($value) ? 0 + trim($value) : $value;
    return $value === null ? ABSENT : (is_int($number) && abs($number) < 2 ** 31 ? (string) $number : MALFORMED);
}

function text_of($value, bool $mustbestring): string {
    $istext = is_string($value) || (is_scalar($value) && !$mustbestring);
    return $value === null ? ABSENT : ($istext ? 'x' . bin2hex((string) $value) : MALFORMED);
}

function fields_of(array $variables): array {
    $module = $variables['module'] ?? null;
    $isold = !is_object($module) || count((array) $module) > 0;
    $owner = $variables['plugin'] ?? null;
    if (!isset($owner->version) && !isset($owner->component)) {
        $ismoodle = array_key_exists('version', $variables);
        $owner = $ismoodle ? (object) $variables : ($isold ? $module : $owner);
        $isold = $isold && !$ismoodle;
    }
    return [
        'version' => empty($owner->version) ? ABSENT : number_of($owner->version),
        'release' => text_of($owner->release ?? null, false),
        'component' => text_of($owner->component ?? null, true),
        'requires' => empty($owner->requires) ? ABSENT : number_of($owner->requires),
        'supported' => supported_of($owner->supported ?? null),
        'incompatible' => branch_of($owner->incompatible ?? null),
        'dependencies' => dependencies_of($owner->dependencies ?? null),
        'maturity' => maturity_of($owner->maturity ?? null),
        'branch' => branch_of($owner->branch ?? null),
        'isold' => $isold ? '1' : '0',
    ];
}

/** What a run writes into its end of a pair of sockets; nothing when PHP stops in it. */
function run(string $path, bool $isnew): string {
    $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
    if (!$pid = pcntl_fork()) {
        ob_start(fn() => '');
        // Five seconds of the processor, whatever else the machine does.
        posix_setrlimit(POSIX_RLIMIT_CPU, 5, 5);
        pcntl_alarm(300);
        set_site($isnew);
        try {
            $written = json_encode(fields_of($isnew ? included_with_globals($path) : included_without_globals($path)));
            fwrite($pair[1], $written);
        } catch (Throwable) {
        }
        posix_kill(getmypid(), SIGKILL);
    }
    fclose($pair[1]);
    $read = stream_get_contents($pair[0]);
    fclose($pair[0]);
    pcntl_waitpid($pid, $status);
    return $read === '' ? 'null' : $read;
}

while (($path = fgets(STDIN)) !== false) {
    $path = rtrim($path, "\n");
    echo '[' . run($path, true) . ',' . run($path, false) . "]\n";
}

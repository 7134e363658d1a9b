<?php
unset($CFG);
global $CFG;
$CFG = new stdClass();
$CFG->dbtype = 'pgsql';
$CFG->dbpass = getenv('MOODLE_DB_PASS');
$CFG->debugdisplay = true;
require_once(__DIR__ . '/lib/setup.php');

<?php
defined('MOODLE_INTERNAL') || die();

$plugin->component = 'local_campus';
$plugin->version = 2024100701;
$plugin->requires = 2024100700;

<?php
defined('MOODLE_INTERNAL') || die();

// What local_campus adds to every page.

<?php
$string['pluginname'] = 'Campus';

<?php
// Who runs this site.

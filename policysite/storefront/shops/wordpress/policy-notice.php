<?php
/**
 * Plugin Name: Policy notice
 * Description: Tells shoppers, once, that a policy changes. Put this file into wp-content/mu-plugins/.
 * Requires at least: 6.3
 */

add_action( 'wp_enqueue_scripts', function () {
	wp_enqueue_script(
		'policy-notice',
		'https://policies.example/policies-api/notice.js',
		array(),
		null,
		array( 'strategy' => 'async' )
	);
} );

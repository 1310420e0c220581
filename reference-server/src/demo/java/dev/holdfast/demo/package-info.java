/** The web application that {@code holdfast demo} serves: what a request looks like from inside, through each of the two ways in. */
package dev.holdfast.demo;

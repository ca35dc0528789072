// Preloaded into the playground: it listens on this machine alone, and speaks with this machine alone.
"use strict";

const fs = require("node:fs");
const net = require("node:net");

const HERE = ["127.0.0.1", "localhost", "::1"];
const NOBODY = 1; // a port on which nobody listens
const { listen } = net.Server.prototype;
const { connect } = net.Socket.prototype;

net.Server.prototype.listen = function listenHere(first, second, ...more) {
  if (first !== null && typeof first === "object") {
    return listen.call(this, { host: HERE[0], ...first }, second, ...more);
  }
  return typeof second === "string"
    ? listen.call(this, first, second, ...more)
    : listen.call(this, first, HERE[0], second, ...more);
};

// It reports what it does to its makers, even when it is told not to: those connections are refused.
net.Socket.prototype.connect = function connectHere(...given) {
  const [first, ...more] = Array.isArray(given[0]) ? given[0] : given;
  const host = first !== null && typeof first === "object" ? first.host : more[0];
  if (typeof host !== "string" || HERE.includes(host)) {
    return connect.apply(this, given);
  }
  fs.writeSync(2, `kept from ${host}\n`);
  const told = more.find((one) => typeof one === "function");
  return connect.call(this, { host: HERE[0], port: NOBODY }, told);
};

/** The gateway, for the program that starts it. */
export { gatewayConfig, type GatewayConfig } from './config.js';
export { startGateway, type GatewayDependencies } from './start-gateway.js';

"""The gateway: queues what agents propose, enforces what people decided, halts, and logs. The only enforcer."""

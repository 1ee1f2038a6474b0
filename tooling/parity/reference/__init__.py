"""The papers' mathematics in PyTorch, small and plain, as a yardstick for the TypeScript packages."""

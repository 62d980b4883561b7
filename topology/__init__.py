"""What is believed about the networks: the model, resolution, store, views and analyses."""

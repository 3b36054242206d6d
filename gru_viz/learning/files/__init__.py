"""Files of weights from elsewhere: PyTorch, safetensors, Keras, ONNX."""

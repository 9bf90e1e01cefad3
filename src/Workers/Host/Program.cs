using TorchSharp;
var t = torch.rand(8, 64, 64, 64);
var y = torch.nn.functional.conv2d(t, torch.rand(64, 64, 3, 3), padding: [1, 1]);
return (int)y.shape[0];

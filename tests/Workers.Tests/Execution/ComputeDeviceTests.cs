using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Execution;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Execution;

public class ComputeDeviceTests
{
    private static readonly CudaHardware NoPackage = new(false, () => throw new InvalidOperationException("Nobody asks for GPUs without the package."));

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public void Of_WithoutThePackage_IsTheCpu(string wanted) => Assert.Equal(DeviceType.CPU, ComputeDevice.Of(wanted, NoPackage).type);

    [Theory]
    [InlineData("auto", 0, DeviceType.CPU, -1)]
    [InlineData("auto", 2, DeviceType.CUDA, 0)]
    [InlineData("cpu", 2, DeviceType.CPU, -1)]
    [InlineData("cuda", 2, DeviceType.CUDA, 0)]
    [InlineData("cuda:1", 2, DeviceType.CUDA, 1)]
    public void Of_WithThePackage_IsWhatWasAskedFor(string wanted, int gpus, DeviceType type, int index)
    {
        var device = ComputeDevice.Of(wanted, new CudaHardware(true, () => gpus));
        Assert.Equal((type, index), (device.type, device.index));
    }

    [Theory]
    [InlineData("cuda", false, 0, "-p:LibTorchFlavor=cuda")]
    [InlineData("cuda:1", false, 0, "-p:LibTorchFlavor=cuda")]
    [InlineData("cuda", true, 0, "driver")]
    [InlineData("cuda:1", true, 1, "Expected one of the GPUs here, cuda:0. Received: cuda:1.")]
    [InlineData("cuda:7", true, 2, "cuda:0 to cuda:1")]
    [InlineData("gpu", true, 2, "cpu, cuda, cuda:N or auto")]
    [InlineData("cuda:", true, 2, "cpu, cuda, cuda:N or auto")]
    [InlineData("cuda:-1", true, 2, "cpu, cuda, cuda:N or auto")]
    [InlineData("cuda:1x", true, 2, "cpu, cuda, cuda:N or auto")]
    [InlineData("", true, 2, "cpu, cuda, cuda:N or auto")]
    public void Of_WhatIsNotHere_IsRefusedInOneSentence(string wanted, bool package, int gpus, string says)
    {
        var refused = Assert.Throws<RefusedException>(() => ComputeDevice.Of(wanted, new CudaHardware(package, () => gpus)));
        Assert.StartsWith("Expected ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}

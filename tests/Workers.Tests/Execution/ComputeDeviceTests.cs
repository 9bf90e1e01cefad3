using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Execution;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Execution;

public class ComputeDeviceTests
{
    private static readonly CudaHardware NoPackage = new(false, () => throw new InvalidOperationException("Nobody asks for GPUs without the package."));

    [Theory]
    [InlineData("cpu")]
    [InlineData("auto")]
    public void Gpu_WithoutThePackage_IsTheCpu(string wanted) => Assert.Null(ComputeDevice.Gpu(wanted, NoPackage));

    [Theory]
    [InlineData("auto", 0, null)]
    [InlineData("auto", 2, 0)]
    [InlineData("cpu", 2, null)]
    [InlineData("cuda", 2, 0)]
    [InlineData("cuda:1", 2, 1)]
    public void Gpu_WithThePackage_IsWhatWasAskedFor(string wanted, int gpus, int? index) =>
        Assert.Equal(index, ComputeDevice.Gpu(wanted, new CudaHardware(true, () => gpus)));

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
    public void Gpu_WhatIsNotHere_IsRefusedInOneSentence(string wanted, bool package, int gpus, string says)
    {
        var refused = Assert.Throws<RefusedException>(() => ComputeDevice.Gpu(wanted, new CudaHardware(package, () => gpus)));
        Assert.StartsWith("Expected ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}

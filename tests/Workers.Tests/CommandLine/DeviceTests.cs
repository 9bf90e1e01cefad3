using MlOpsDashboard.Workers.Engine.Execution;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

public sealed class DeviceTests
{
    private const string Model = "backbone:MobileNetV3Small?weights=none&input=32x32x3";

    [Theory]
    [InlineData("predict")]
    [InlineData("evaluate")]
    [InlineData("train")]
    public async Task Device_InABuildForTheCpu_IsRefusedInOneSentence(string verb)
    {
        Assert.SkipWhen(CudaHardware.Here.HasPackage, "This build has libtorch for CUDA.");
        string[] given = verb switch
        {
            "predict" => ["--model", Model, "--input", "x.npy"],
            "evaluate" => ["--model", Model, "--data", "x"],
            _ => ["--spec", "x.json", "--out", "x"],
        };
        var (code, output, people) = await Commands.RunAsync([verb, .. given, "--device", "cuda:0"]);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal("Expected a build with libtorch for CUDA (-p:LibTorchFlavor=cuda) for device cuda:0. Received: one for the CPU alone.\n", people);
    }

    [Fact]
    public async Task Device_OfAnotherName_IsRefused()
    {
        var (code, _, people) = await Commands.RunAsync("predict", "--model", Model, "--input", "x.npy", "--device", "tpu");
        Assert.Equal((2, "Expected a device of cpu, cuda, cuda:N or auto. Received: \"tpu\".\n"), (code, people));
    }
}

using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>Where a network computes: a word such as <c>cuda:1</c> as a device of libtorch.</summary>
public static class ComputeDevice
{
    /// <summary>What stands for no choice: a GPU where there is one.</summary>
    public const string Auto = "auto";

    /// <param name="wanted"><c>cpu</c>, <c>cuda</c> (the first GPU), <c>cuda:N</c> or <c>auto</c>.</param>
    /// <exception cref="RefusedException">Another word, or a device that is not here.</exception>
    public static torch.Device Of(string wanted) => Gpu(wanted, CudaHardware.Here) is { } index ? torch.device(DeviceType.CUDA, index) : torch.CPU;

    /// <summary>The number of the GPU; null for the CPU.</summary>
    public static int? Gpu(string wanted, CudaHardware hardware)
    {
        if (wanted is "cpu" || (wanted == Auto && (!hardware.HasPackage || hardware.Gpus() == 0)))
        {
            return null;
        }
        if (Index(wanted) is not { } index)
        {
            throw new RefusedException(new Refusal("execution.device.unknown", ("received", wanted)));
        }
        if (!hardware.HasPackage)
        {
            throw new RefusedException(new Refusal("execution.device.cpuBuild", ("device", wanted)));
        }
        return hardware.Gpus() switch
        {
            0 => throw new RefusedException(new Refusal("execution.device.noGpu", ("device", wanted))),
            var gpus when index >= gpus => throw new RefusedException(
                new Refusal(gpus == 1 ? "execution.device.onlyGpu" : "execution.device.noSuchGpu", ("last", gpus - 1), ("received", wanted))
            ),
            _ => index,
        };
    }

    /// <summary>The device's name for a person: "CPU, 2 threads", "CUDA 0".</summary>
    public static string Describe(torch.Device device, int threads) =>
        device.type == DeviceType.CPU ? $"CPU, {threads} threads" : $"{device.type} {Math.Max(0, device.index)}";

    private static int? Index(string wanted) =>
        wanted is "cuda" or Auto ? 0
        : wanted.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(wanted["cuda:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
        : null;
}

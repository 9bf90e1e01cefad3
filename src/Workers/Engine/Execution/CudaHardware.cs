using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What a machine has to compute on with CUDA.</summary>
/// <param name="HasPackage">Whether this build came with libtorch for CUDA.</param>
/// <param name="Gpus">How many GPUs libtorch finds; asked only where there is a package.</param>
public sealed record CudaHardware(bool HasPackage, Func<int> Gpus)
{
    /// <summary>This machine.</summary>
    public static CudaHardware Here { get; } =
        new(
            File.Exists(Path.Combine(AppContext.BaseDirectory, "libtorch_cuda.so")),
            () => torch.TryInitializeDeviceType(DeviceType.CUDA) ? torch.cuda.device_count() : 0
        );
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>Where a tensor's numbers lie.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>Whether a tensor is of the kind that <see cref="Of"/> takes.</summary>
    public static bool Serves(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous() && tensor.numel() <= int.MaxValue;

    /// <summary>The first number of a float32 tensor in C order on the CPU; valid as long as the tensor lives.</summary>
    /// <exception cref="RefusedException">More numbers than the kernels count, 2^31 - 1.</exception>
    public static float* Of(Tensor tensor)
    {
        switch (tensor.numel())
        {
            case <= int.MaxValue / sizeof(float):
                return First(tensor);
            case <= int.MaxValue:
                // A span counts its bytes in an int; one of the first number alone begins at the same place.
                using (var head = tensor.view(-1).narrow(0, 0, 1))
                {
                    return First(head);
                }
            case var numbers:
                throw new RefusedException(new Refusal(RefusalKind.TooLarge, "training.layer.tooLarge", ("numbers", numbers), ("most", int.MaxValue)));
        }
    }

    /// <summary>Some of these numbers.</summary>
    /// <param name="from">The first of them.</param>
    public static Span<float> Numbers(Tensor tensor, long from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count, tensor.numel());
        return new(Of(tensor) + from, count);
    }

    private static float* First(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}

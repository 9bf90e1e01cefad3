using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>What libtorch says when it ends a call.</summary>
public static class TorchFault
{
    private static readonly string[] NotOfArguments = ["CUDA", "cuDNN", "CUBLAS", "INTERNAL ASSERT"];

    /// <summary>Whether memory was missing.</summary>
    public static bool IsOfMemory(Exception fault) =>
        fault is ExternalException
        && (
            fault.Message.Contains("can't allocate memory", StringComparison.Ordinal)
            || fault.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether the call's arguments did not go together; neither memory nor a device failed.</summary>
    public static bool IsOfArguments(ExternalException fault) =>
        !IsOfMemory(fault) && !NotOfArguments.Any(word => fault.Message.Contains(word, StringComparison.Ordinal));

    /// <summary>Its first line, without the place in libtorch and without a full stop.</summary>
    public static string Sentence(Exception fault)
    {
        var line = fault.Message.Split('\n')[0];
        var memory = line.IndexOf("DefaultCPUAllocator: ", StringComparison.Ordinal);
        return (memory < 0 ? line : line[(memory + "DefaultCPUAllocator: ".Length)..]).Trim().TrimEnd('.');
    }
}

using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Engine.Execution;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What the numbers of a run depend on here.</summary>
public static class ComputeEnvironment
{
    public static RunEnvironment Of(torch.Device device, int threads, DepthwiseChoice? depthwise, string precision) =>
        new(
            threads,
            ComputeDevice.Describe(device, threads),
            InstructionSets(),
            depthwise?.Type.ToString(),
            precision,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["libtorch"] = torch.__version__,
                ["TorchSharp"] = VersionOf(typeof(torch).Assembly),
                ["mlops"] = VersionOf(typeof(ComputeEnvironment).Assembly),
                ["dotnet"] = Environment.Version.ToString(),
                ["system"] = RuntimeInformation.RuntimeIdentifier,
            }
        );

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "";

    private static string[] InstructionSets() =>
        [
            .. new (string Name, bool Has)[]
            {
                ("SSE4.2", Sse42.IsSupported),
                ("AVX", Avx.IsSupported),
                ("AVX2", Avx2.IsSupported),
                ("FMA", Fma.IsSupported),
                ("AVX512F", Avx512F.IsSupported),
                ("AVX512BW", Avx512BW.IsSupported),
                ("AVX512VBMI", Avx512Vbmi.IsSupported),
                ("AdvSimd", AdvSimd.IsSupported),
            }
                .Where(set => set.Has)
                .Select(set => set.Name),
        ];
}

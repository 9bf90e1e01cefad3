using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Which execution group a spec asks for.</summary>
internal static class GpuRule
{
    /// <summary>float16 is computed on CUDA only; everything else also runs on a CPU.</summary>
    public static bool Needs(TrainingSpec spec) => spec.Precision == "mixed_float16";
}

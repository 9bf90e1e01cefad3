using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>
/// Batch normalisation in inference mode over the last axis and the activation behind it, with their gradients: a sweep through memory forward and one back,
/// where libtorch's operations one by one take
/// twice as many and keep what lies between them. Float32 on a processor with AVX-512. Sums have one order, whatever the number of threads.
/// </summary>
internal static class NormalizedActivation
{
    /// <summary>Whether this way can be gone.</summary>
    /// <param name="x">(..., C).</param>
    public static bool Serves(Tensor x) => Avx512F.IsSupported && TensorMemory.Serves(x) && x.shape.Length >= 2;

    /// <summary>The activation of (x - mean) / sqrt(variance + epsilon) * gamma + beta.</summary>
    /// <param name="x">(..., C), in C order.</param>
    /// <param name="gamma">(C), or null for ones.</param>
    /// <param name="beta">(C), or null for zeros.</param>
    /// <param name="mean">(C).</param>
    /// <param name="variance">(C).</param>
    public static Tensor Infer(Tensor x, Tensor? gamma, Tensor? beta, Tensor mean, Tensor variance, double epsilon, FusedActivation activation)
    {
        using var statistics = NormalizationSweeps.Statistics(x, mean, variance, epsilon);
        return Apply(x, gamma, beta, statistics, activation);
    }

    private static Tensor Apply(Tensor x, Tensor? gamma, Tensor? beta, Tensor statistics, FusedActivation activation)
    {
        if (!is_grad_enabled() || !(x.requires_grad || gamma is { requires_grad: true } || beta is { requires_grad: true }))
        {
            return NormalizationSweeps.Forward(x, gamma, beta, statistics, activation);
        }
        using var ones = gamma is null ? torch.ones(x.shape[^1]) : null;
        using var zeros = beta is null ? torch.zeros(x.shape[^1]) : null;
        return Learning.apply(x, gamma ?? ones!, beta ?? zeros!, statistics, new Plan(activation, x.requires_grad));
    }

    private sealed record Plan(FusedActivation Activation, bool NeedsInput);

    private sealed class Learning : autograd.SingleTensorFunction<Learning>
    {
        public override string Name => "NormalizedActivation";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, gamma, beta, statistics, plan) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Plan)vars[4]);
            ctx.save_for_backward([x, gamma, beta, statistics]);
            ctx.save_data("plan", plan);
            return NormalizationSweeps.Forward(x, gamma, beta, statistics, plan.Activation);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var plan = (Plan)ctx.get_data("plan");
            var saved = ctx.get_saved_variables();
            using var given = grad_output;
            using var gradient = given.contiguous();
            var (ofX, ofGamma, ofBeta) = NormalizationSweeps.Backward(saved[0], gradient, saved[1], saved[2], saved[3], plan.Activation, plan.NeedsInput);
            foreach (var tensor in saved)
            {
                tensor.Dispose();
            }
            return GradientList.Of(ofX, ofGamma, ofBeta, null, null);
        }
    }
}

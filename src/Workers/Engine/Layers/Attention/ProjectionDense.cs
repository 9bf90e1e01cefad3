using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Attention;

/// <summary>One of the four products of an attention layer, which Keras keeps as an EinsumDense inside: (N, T, in) by kernel (in, out) of any rank in and out,
/// bias (out).</summary>
internal sealed class ProjectionDense(
    long[] input,
    long[] output,
    bool useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer? kernelRegularizer,
    Regularizer? biasRegularizer,
    string name,
    DTypePolicy dtype
) : Layer(name, dtype)
{
    private Variable? kernel;
    private Variable? bias;

    public override string ClassName => "EinsumDense";

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        kernel = AddWeight("kernel", [.. input, .. output], kernelInitializer, regularizer: kernelRegularizer);
        bias = useBias ? AddWeight("bias", output, biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        long[] leading = x.shape[..^input.Length];
        var (rows, columns) = (input.Aggregate(1L, (p, d) => p * d), output.Aggregate(1L, (p, d) => p * d));
        return nn
            .functional.linear(x.reshape([.. leading, rows]), Cast(kernel!).reshape(rows, columns).t(), bias is null ? null : Cast(bias).reshape(columns))
            .reshape([.. leading, .. output]);
    }
}

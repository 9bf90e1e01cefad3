using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Functions of neural networks (https://keras.io/api/ops/nn/): those without settings are the activations of the same name.</summary>
internal static class ActivationOperations
{
    private static readonly (string Name, string Function)[] Plain =
    [
        ("Relu", "relu"),
        ("Relu6", "relu6"),
        ("Sigmoid", "sigmoid"),
        ("Softplus", "softplus"),
        ("Softsign", "softsign"),
        ("Silu", "silu"),
        ("Selu", "selu"),
        ("LogSigmoid", "log_sigmoid"),
        ("HardSigmoid", "hard_sigmoid"),
        ("HardSilu", "hard_silu"),
        ("HardTanh", "hard_tanh"),
        ("TanhShrink", "tanh_shrink"),
        ("Squareplus", "squareplus"),
        ("SparsePlus", "sparse_plus"),
        ("SparseSigmoid", "sparse_sigmoid"),
    ];

    public static OperationKind[] Kinds { get; } =
    [
        .. Plain.Select(pair => OperationKind.Of("nn", pair.Name, call => OperationCall.Each(call.Float, ActivationFunction.Named(pair.Function).Apply))),
        OperationKind.Of("nn", "LeakyRelu", call => OperationCall.Each(call.Float, x => nn.functional.leaky_relu(x, call.Number("negative_slope", 0.2)))),
        OperationKind.Of("nn", "Elu", call => OperationCall.Each(call.Float, x => nn.functional.elu(x, call.Number("alpha", 1)))),
        OperationKind.Of("nn", "Celu", call => OperationCall.Each(call.Float, x => nn.functional.celu(x, call.Number("alpha", 1)))),
        OperationKind.Of("nn", "Gelu", call => OperationCall.Each(call.Float, x => Gelu(x, call.Flag("approximate", true)))),
        OperationKind.Of(
            "nn",
            "Threshold",
            call => OperationCall.Each(call.Float, x => where(x > call.Number("threshold", 0), x, full_like(x, call.Number("default_value", 0))))
        ),
        OperationKind.Of("nn", "HardShrink", call => OperationCall.Each(call.Float, x => where(x.abs() > call.Number("threshold", 0.5), x, zeros_like(x)))),
        OperationKind.Of("nn", "SoftShrink", call => OperationCall.Each(call.Float, x => x.sign() * (x.abs() - call.Number("threshold", 0.5)).clamp_min(0))),
        OperationKind.Of("nn", "Glu", Glu),
        OperationKind.Of("nn", "Softmax", call => Along(call, x => nn.functional.softmax(x, -1))),
        OperationKind.Of("nn", "LogSoftmax", call => Along(call, x => nn.functional.log_softmax(x, -1))),
        OperationKind.Of("nn", "Sparsemax", call => OperationCall.Each(call.Float, ActivationFunction.Named("sparsemax").Apply)),
        OperationKind.Of("nn", "OneHot", OneHot),
        OperationKind.Of("nn", "Normalize", Normalize),
        OperationKind.TensorFlow("HardSigmoidOfKeras2", call => OperationCall.Each(call.Float, x => ((x * 0.2) + 0.5).clamp(0, 1))),
    ];

    private static Tensor Gelu(Tensor x, bool approximate) =>
        approximate ? x * 0.5 * (1 + ((x + (x.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)).tanh()) : x * 0.5 * (1 + (x / Math.Sqrt(2)).erf());

    private static Tensor Glu(OperationCall call)
    {
        var x = call.Float;
        var axis = call.Axis("axis", -1, x.dim());
        var half = x.shape[axis] / 2;
        return x.narrow(axis, 0, half) * x.narrow(axis, half, half).sigmoid();
    }

    // Over one axis, or over several as if they were one, as Keras does.
    private static Tensor Along(OperationCall call, Func<Tensor, Tensor> function)
    {
        var x = call.Float;
        var at = call.Has("axis") ? call.Axes("axis", x) : [x.dim() - 1];
        long[] order = [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis).Except(at), .. at];
        var moved = x.permute(order);
        var back = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            back[order[i]] = i;
        }

        return function(moved.flatten(order.Length - at.Length)).reshape(moved.shape).permute(back);
    }

    private static Tensor OneHot(OperationCall call)
    {
        var x = call.X.to_type(ScalarType.Int64);
        var axis = call.Int("axis", -1);
        var classes = arange(call.Int("num_classes"), ScalarType.Int64, x.device);
        var hot = x.unsqueeze(-1).eq(classes).to_type(DTypes.Of(call.Text("dtype", "float32")) ?? ScalarType.Float32);
        return axis == -1 || axis == x.dim() ? hot : hot.movedim([hot.dim() - 1], [axis]);
    }

    private static Tensor Normalize(OperationCall call)
    {
        var x = call.Float;
        var (order, axes) = (call.Number("order", 2), call.Has("axis") ? call.Axes("axis", x) : [x.dim() - 1]);
        var norm =
            order == 2 ? (x * x).sum(axes, keepdim: true).sqrt() : OperationCall.Each(x, y => y.abs().pow(order)).sum(axes, keepdim: true).pow(1 / order);
        return x / norm.clamp_min(call.Number("epsilon", 1e-7));
    }
}

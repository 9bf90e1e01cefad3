using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>
/// A network of pictures as a pyramid: to the end of the stage of each stride. A stage ends in the last feature map of its stride through which all goes that
/// comes later. What only widens a stage's end for the next one (the 1 x 1 convolution that begins an inverted residual, or EfficientNet's top) belongs to the
/// next: the end is as telling, and a fraction of its size.
/// </summary>
public static class StageEnds
{
    /// <summary>The network from its inputs to the ends of its stages; layers and weights are shared.</summary>
    /// <param name="strides">Pixels of the input from one place of a feature map to the next, rising.</param>
    /// <exception cref="RefusedException">It has no stage of such a stride.</exception>
    public static Network Of(Network network, params IReadOnlyList<int> strides)
    {
        var flat = network.Flatten();
        var found = Passages(flat, StridesOf(flat));
        KerasTensor[] ends =
        [
            .. strides.Select(stride =>
                found.LastOrDefault(passage => passage.Stride == stride).Tensor is { } last
                    ? Narrow(last, [.. found.Where(passage => passage.Stride == stride).Select(passage => passage.Tensor)])
                    : throw new RefusedException(
                        new Refusal(
                            "surgery.stages",
                            ("strides", string.Join(", ", strides)),
                            ("network", network.Name),
                            ("received", string.Join(", ", found.Select(passage => passage.Stride).Distinct().Order()))
                        )
                    )
            ),
        ];
        return new Network(flat.Inputs, ends, network.Name) { Device = network.Device };
    }

    // Feature maps that every later one is made of, in order.
    private static List<(KerasTensor Tensor, double Stride)> Passages(Network flat, Dictionary<KerasTensor, double> strides)
    {
        var lastRead = new Dictionary<KerasTensor, int>();
        for (var i = 0; i < flat.Nodes.Count; i++)
        {
            foreach (var input in flat.Nodes[i].Inputs)
            {
                lastRead[input] = i;
            }
        }
        foreach (var output in flat.Outputs)
        {
            lastRead[output] = flat.Nodes.Count;
        }
        var passages = new List<(KerasTensor, double)>();
        var open = 0;
        for (var i = 0; i < flat.Nodes.Count; i++)
        {
            var node = flat.Nodes[i];
            if (
                open <= i
                && node is { Outputs: [var tensor], Layer: not (InputLayer or ZeroPadding2D or Cropping2D) }
                && strides.TryGetValue(tensor, out var stride)
            )
            {
                passages.Add((tensor, stride));
            }
            open = node.Outputs.Select(output => lastRead.GetValueOrDefault(output)).Append(open).Max();
        }
        return passages;
    }

    // Only of tensors (N, H, W, C) whose places lie evenly over the input.
    private static Dictionary<KerasTensor, double> StridesOf(Network flat)
    {
        var strides = flat.Inputs.Where(input => input.Shape.Rank == 4).ToDictionary(input => input, _ => 1.0);
        foreach (var node in flat.Nodes.Where(node => node.Layer is not InputLayer))
        {
            double[] before = [.. node.Inputs.Where(strides.ContainsKey).Select(input => strides[input])];
            if (before.Length > 0 && Step(node) is { } step)
            {
                foreach (var output in node.Outputs.Where(output => output.Shape.Rank == 4))
                {
                    strides[output] = before.Max() * step;
                }
            }
        }
        return strides;
    }

    private static double? Step(Node node) =>
        node.Layer switch
        {
            Conv2DTranspose enlarging => 1 / Even(enlarging.Window.Strides),
            ConvolutionLayer convolution => Even(convolution.Window.Strides),
            PoolingLayer pooling => Even(pooling.Window.Strides),
            UpSampling2D or Resizing => Ratio(node.Inputs[0].Shape, node.Outputs[0].Shape),
            _ => 1,
        };

    private static double? Even(int[] strides) => strides.Distinct().Count() == 1 ? strides[0] : null;

    private static double? Ratio(TensorShape from, TensorShape to) =>
        from.Rank == 4 && to.Rank == 4 && (double?)from[1] / to[1] is { } ratio && ratio == (double?)from[2] / to[2] ? ratio : null;

    private static KerasTensor Narrow(KerasTensor end, HashSet<KerasTensor> passages)
    {
        var at = end;
        while (at.Producer is { Inputs: [var only], Layer: not ConvolutionLayer } node && Equals(only.Shape, node.Outputs[0].Shape))
        {
            at = only;
        }
        return
            at.Producer is { Layer: Conv2D { Window: { Kernel: [1, 1], Strides: [1, 1] } }, Inputs: [var before] }
            && passages.Contains(before)
            && before.Shape[^1] < at.Shape[^1]
            ? before
            : end;
    }
}

using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Tests.Golden;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>The network of golden/training/steps.json on filled weights, and its data.</summary>
internal static class StepsNetwork
{
    public static Network Create(bool batchNormalization = false, Regularizer? regularizer = null, DTypePolicy? dtype = null)
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = input;
        Layer[] layers =
        [
            .. Block("0", 8, batchNormalization, dtype),
            .. Block("1", 12, batchNormalization, dtype),
            new GlobalAveragePooling2D(dtype: dtype),
            new Dense(10, activation: "relu", kernelRegularizer: regularizer, name: "d0", dtype: dtype),
            new Dense(5, activation: "softmax", name: "d1", dtype: dtype),
        ];
        foreach (var layer in layers)
        {
            x = layer.Apply(x);
        }
        var network = new Network(input, x);
        GoldenData.Fill(network, batchNormalization ? 750 : 700);
        return network;
    }

    public static (Tensor Pictures, Tensor Labels) Data(string part)
    {
        var golden = GoldenFile.Read("training/steps.json").GetProperty("data").GetProperty(part);
        long[] shape = [.. golden.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
        var labels = golden.GetProperty("labels").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        return (GoldenData.Image((ulong)golden.GetProperty("image_seed").GetInt64(), shape) / 255f, tensor(labels));
    }

    private static Layer[] Block(string number, int filters, bool batchNormalization, DTypePolicy? dtype) =>
        batchNormalization
            ?
            [
                new Conv2D(filters, 3, padding: "same", useBias: false, name: "c" + number, dtype: dtype),
                new BatchNormalization(name: "b" + number, dtype: dtype),
                new Activation("relu", dtype: dtype),
                new MaxPooling2D(2, dtype: dtype),
            ]
            : [new Conv2D(filters, 3, activation: "relu", padding: "same", name: "c" + number, dtype: dtype), new MaxPooling2D(2, dtype: dtype)];
}

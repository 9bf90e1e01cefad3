using Microsoft.ML.OnnxRuntime;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;
using OnnxTensors = Microsoft.ML.OnnxRuntime.Tensors;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>Writes a network as ONNX and runs it in ONNX Runtime beside the engine.</summary>
internal static class OnnxCheck
{
    /// <summary>The largest difference of any output, relative to that output's largest value.</summary>
    public static double Difference(Network network, IReadOnlyList<Tensor> inputs)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return Difference(network, inputs, network.Forward(inputs, CallContext.Inference));
    }

    /// <summary>As above, against outputs that are known.</summary>
    public static double Difference(Network network, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var path = Path.Combine(TestFolder.Create(), "network.onnx");
        OnnxFile.Save(network, path);
        using var session = Open(path);
        return Difference(session, inputs, outputs);
    }

    public static double Difference(InferenceSession session, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var results = Run(session, inputs);
        Assert.Equal(outputs.Count, results.Count);
        return outputs
            .Zip(results)
            .Max(pair =>
            {
                Assert.Equal(pair.First.shape, pair.Second.Shape);
                return GoldenData.RelativeDifference(GoldenData.Values(pair.First), pair.Second.Values);
            });
    }

    public static InferenceSession Open(string path)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 2, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(path, options);
    }

    /// <summary>Outputs in the file's order, as floats.</summary>
    public static IReadOnlyList<(long[] Shape, float[] Values)> Run(InferenceSession session, IReadOnlyList<Tensor> inputs)
    {
        Assert.Equal(inputs.Count, session.InputNames.Count);
        using var results = session.Run(
            [.. session.InputNames.Zip(inputs, (name, input) => Named(name, session.InputMetadata[name].ElementType, input))],
            session.OutputNames
        );
        return [.. results.Select(Floats)];
    }

    private static NamedOnnxValue Named(string name, Type type, Tensor input)
    {
        int[] shape = [.. input.shape.Select(d => (int)d)];
        var values = GoldenData.Values(input);
        return type == typeof(long)
                ? NamedOnnxValue.CreateFromTensor(name, new OnnxTensors.DenseTensor<long>(values.Select(value => (long)value).ToArray(), shape))
            : type == typeof(int) ? NamedOnnxValue.CreateFromTensor(name, new OnnxTensors.DenseTensor<int>(values.Select(value => (int)value).ToArray(), shape))
            : type == typeof(bool)
                ? NamedOnnxValue.CreateFromTensor(name, new OnnxTensors.DenseTensor<bool>(values.Select(value => value != 0).ToArray(), shape))
            : NamedOnnxValue.CreateFromTensor(name, new OnnxTensors.DenseTensor<float>(values, shape));
    }

    private static (long[] Shape, float[] Values) Floats(DisposableNamedOnnxValue value) =>
        value.ElementType switch
        {
            OnnxTensors.TensorElementType.Int64 => Of(value.AsTensor<long>(), number => number),
            OnnxTensors.TensorElementType.Bool => Of(value.AsTensor<bool>(), flag => flag ? 1 : 0),
            _ => Of(value.AsTensor<float>(), number => number),
        };

    private static (long[] Shape, float[] Values) Of<T>(OnnxTensors.Tensor<T> tensor, Func<T, float> convert) =>
        ([.. tensor.Dimensions.ToArray().Select(d => (long)d)], [.. tensor.ToArray().Select(convert)]);
}

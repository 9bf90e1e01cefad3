using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>A convolution with the batch normalisation behind it, and the activation behind that, as one step. Inference only; its kernel is a copy of its
/// own.</summary>
internal sealed class FoldedConvolution : Layer
{
    private const int FewChannels = 4;
    private readonly SpatialWindow window;
    private readonly Tensor kernel;
    private readonly Tensor bias;
    private readonly long groups;
    private readonly Func<Tensor, Tensor>? activate;
    private readonly TensorShape output;
    private readonly IReadOnlyList<(int Before, int After)>? margins;
    private readonly bool widens;
    private readonly Dictionary<(long, long, long, long), Tensor> wider = [];
    private Tensor? points;

    /// <param name="normalization">Null where none follows.</param>
    /// <param name="margins">Zeros laid around the picture before, height and width; null for none.</param>
    /// <param name="activate">Changes its input in place.</param>
    /// <param name="output">The shape of the step's result.</param>
    public FoldedConvolution(
        Layer convolution,
        BatchNormalization? normalization,
        IReadOnlyList<(int Before, int After)>? margins,
        Func<Tensor, Tensor>? activate,
        TensorShape output
    )
        : base(normalization?.Name ?? convolution.Name, convolution.DTypePolicy)
    {
        (this.margins, this.activate, this.output, widens) = (margins, activate, output, Widens(convolution));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (weights, oldBias) = convolution switch
        {
            Conv2D plain => (plain.Kernel!.Value, plain.Bias),
            DepthwiseConv2D depthwise => (depthwise.Kernel!.Value, depthwise.Bias),
            _ => throw new InvalidOperationException($"'{convolution.Name}' is no convolution."),
        };
        var folded = FoldedScale.Of(normalization, oldBias, convolution is Conv2D ? weights.shape[3] : weights.shape[2] * weights.shape[3], weights.device);
        if (convolution is Conv2D conv)
        {
            (window, groups) = (conv.Window, conv.Groups);
            kernel = Keep(folded.Kernel(weights, ComputeType));
        }
        else
        {
            var depthwise = (DepthwiseConv2D)convolution;
            (window, groups) = (depthwise.Window, weights.shape[2]);
            kernel = Keep(
                (weights * folded.Scale.reshape(weights.shape[2], weights.shape[3]))
                    .to_type(ComputeType)
                    .permute(2, 3, 0, 1)
                    .contiguous()
                    .reshape(-1, 1, weights.shape[0], weights.shape[1])
            );
        }

        bias = Keep(folded.Shift.to_type(ComputeType));
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => output;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (picture, weights, padding) = Margin(Layout.ToChannelsFirst(inputs[0]));
        if (WinogradConvolution.Serves(picture, weights, window.Strides, window.Dilation, groups, padding))
        {
            return Winograd(Layout.ToChannelsLast(picture).contiguous(), (int)padding[0]);
        }
        var result = Layout.ToChannelsLast(
            nn.functional.conv2d(picture, weights, bias, SpatialWindow.Long(window.Strides), padding, SpatialWindow.Long(window.Dilation), groups)
        );
        return activate is null ? result : activate(result);
    }

    private Tensor Winograd(Tensor picture, int padding)
    {
        points ??= Keep(WinogradConvolution.Kernel(Layout.ToChannelsLast(kernel)));
        var relu = activate == InPlaceActivation.Relu;
        var result = Kernels.Winograd.Convolve(picture, points, bias, padding, relu);
        return activate is null || relu ? result : activate(result);
    }

    /// <summary>Whether uneven margins are cheaper to multiply than to copy: one channel a filter, or few.</summary>
    public static bool Widens(Layer convolution) =>
        convolution switch
        {
            DepthwiseConv2D depthwise => depthwise.Window.Dilation is [1, 1],
            Conv2D plain => plain.Window.Dilation is [1, 1] && plain.Kernel!.Shape[2] <= FewChannels,
            _ => false,
        };

    // Uneven margins laid around the picture cost a copy of it; a kernel with rows and columns of zeros on the shorter side makes them even.
    private (Tensor Picture, Tensor Kernel, long[] Padding) Margin(Tensor picture)
    {
        var ((top, bottom), (left, right)) = margins is null
            ? (window.Margin(picture.shape[2], 0), window.Margin(picture.shape[3], 1))
            : ((margins[0].Before, margins[0].After), (margins[1].Before, margins[1].After));
        if (top == bottom && left == right)
        {
            return (picture, kernel, [top, left]);
        }
        if (!widens)
        {
            return (nn.functional.pad(picture, [left, right, top, bottom]), kernel, [0, 0]);
        }
        if (!wider.TryGetValue((top, bottom, left, right), out var found))
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var padded = nn.functional.pad(
                kernel,
                [Math.Max(0, right - left), Math.Max(0, left - right), Math.Max(0, bottom - top), Math.Max(0, top - bottom)]
            );
            wider[(top, bottom, left, right)] = found = Keep(padded.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        }
        return (picture, found, [Math.Max(top, bottom), Math.Max(left, right)]);
    }

    public override void Dispose()
    {
        foreach (var padded in wider.Values)
        {
            padded.Dispose();
        }
        points?.Dispose();
        kernel.Dispose();
        bias.Dispose();
        base.Dispose();
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
}

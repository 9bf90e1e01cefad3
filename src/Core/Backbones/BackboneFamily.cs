using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>What the backbones of a family have in common.</summary>
/// <param name="Name">As on <see cref="BackboneCard.Family"/>.</param>
/// <param name="Range">How pixels go in; <see cref="InputRange"/> has the words.</param>
/// <param name="Paper">Authors, title, year.</param>
/// <param name="Address">Of the paper.</param>
public sealed record BackboneFamily(string Name, string Range, string Paper, string Address)
{
    private const string Inside = "Inside",
        MinusOneToOne = "MinusOneToOne",
        Caffe = "Caffe",
        Normalised = "Normalised";
    private static readonly TextResource Texts = new(typeof(BackboneFamily));

    /// <summary>What the networks are made of, in a sentence.</summary>
    public string Idea => Texts[$"Idea.{Name}"];

    /// <summary>What pixels become before the first convolution, and who does it.</summary>
    public string InputRange => Texts[$"Range.{Range}"];

    /// <summary>In a sentence or two.</summary>
    public string WhenToChoose => Texts[$"When.{Name}"];

    public static IReadOnlyList<BackboneFamily> All { get; } =
    [
        new(
            "EfficientNet-Lite",
            Inside,
            "Liu, Higher accuracy on vision models with EfficientNet-Lite, 2020",
            "https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite"
        ),
        new(
            "EfficientNet",
            Inside,
            "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019",
            "https://arxiv.org/abs/1905.11946"
        ),
        new("EfficientNetV2", Inside, "Tan and Le, EfficientNetV2: Smaller Models and Faster Training, 2021", "https://arxiv.org/abs/2104.00298"),
        new("MobileNetV3", Inside, "Howard et al., Searching for MobileNetV3, 2019", "https://arxiv.org/abs/1905.02244"),
        new("MobileNetV2", MinusOneToOne, "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018", "https://arxiv.org/abs/1801.04381"),
        new("ResNet", Caffe, "He et al., Deep Residual Learning for Image Recognition, 2015", "https://arxiv.org/abs/1512.03385"),
        new("ResNetV2", MinusOneToOne, "He et al., Identity Mappings in Deep Residual Networks, 2016", "https://arxiv.org/abs/1603.05027"),
        new(
            "VGG",
            Caffe,
            "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014",
            "https://arxiv.org/abs/1409.1556"
        ),
        new("DenseNet", Normalised, "Huang et al., Densely Connected Convolutional Networks, 2016", "https://arxiv.org/abs/1608.06993"),
        new("Inception", MinusOneToOne, "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015", "https://arxiv.org/abs/1512.00567"),
        new("Xception", MinusOneToOne, "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2016", "https://arxiv.org/abs/1610.02357"),
        new("ConvNeXt", Inside, "Liu et al., A ConvNet for the 2020s, 2022", "https://arxiv.org/abs/2201.03545"),
    ];

    public static BackboneFamily? Find(string name) => All.FirstOrDefault(family => family.Name == name);
}

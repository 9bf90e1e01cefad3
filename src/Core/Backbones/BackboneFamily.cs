namespace MlOpsDashboard.Core.Backbones;

/// <summary>What the backbones of a family have in common.</summary>
/// <param name="Name">As on <see cref="BackboneCard.Family"/>.</param>
/// <param name="Idea">What the networks are made of, in a sentence.</param>
/// <param name="InputRange">What pixels become before the first convolution, and who does it.</param>
/// <param name="Paper">Authors, title, year.</param>
/// <param name="Address">Of the paper.</param>
/// <param name="WhenToChoose">In a sentence or two.</param>
public sealed record BackboneFamily(string Name, string Idea, string InputRange, string Paper, string Address, string WhenToChoose)
{
    private const string Inside = "0..255 goes in; the network scales it itself";
    private const string MinusOneToOne = "0..255 becomes -1..1 by preprocess_input";
    private const string Caffe = "RGB becomes BGR and the mean colour of ImageNet is taken away by preprocess_input";

    public static IReadOnlyList<BackboneFamily> All { get; } =
    [
        new("EfficientNet-Lite", "EfficientNet without squeeze-and-excite and with ReLU6, for machines without fast sigmoids", Inside,
            "Liu, Higher accuracy on vision models with EfficientNet-Lite, 2020", "https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite",
            "First tries, small machines, and wherever there is no network: its ImageNet weights are on board."),
        new("EfficientNet", "Inverted residual blocks with squeeze-and-excite; depth, width and resolution grow together from B0 to B7", Inside,
            "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019", "https://arxiv.org/abs/1905.11946",
            "The usual default. Take the size whose resolution your details need; B0 unless they are fine."),
        new("EfficientNetV2", "EfficientNet with plain convolutions in its first stages, which train faster", Inside,
            "Tan and Le, EfficientNetV2: Smaller Models and Faster Training, 2021", "https://arxiv.org/abs/2104.00298",
            "When EfficientNet's accuracy is wanted and training time hurts."),
        new("MobileNetV3", "Inverted residual blocks found by search, hard-swish, squeeze-and-excite in some", Inside,
            "Howard et al., Searching for MobileNetV3, 2019", "https://arxiv.org/abs/1905.02244",
            "The fastest here. Phones, laptops, many experiments in an afternoon."),
        new("MobileNetV2", "Inverted residual blocks with linear bottlenecks", MinusOneToOne,
            "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018", "https://arxiv.org/abs/1801.04381",
            "When what the model will run on knows MobileNetV2, as many small chips do."),
        new("ResNet", "Residual blocks: convolutions whose input is added to their output", Caffe,
            "He et al., Deep Residual Learning for Image Recognition, 2015", "https://arxiv.org/abs/1512.03385",
            "When results must compare with the literature."),
        new("ResNetV2", "Residual blocks that normalise before they convolve", MinusOneToOne,
            "He et al., Identity Mappings in Deep Residual Networks, 2016", "https://arxiv.org/abs/1603.05027",
            "A robust all-rounder for transfer learning where size does not matter."),
        new("VGG", "Stacks of 3 x 3 convolutions and nothing else", Caffe,
            "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014", "https://arxiv.org/abs/1409.1556",
            "When the network itself must be easy to explain or its features are wanted; large and slow."),
        new("DenseNet", "Every layer of a block reads the outputs of all layers before it", "0..255 becomes 0..1 and is normalised by ImageNet's mean and deviation, by preprocess_input",
            "Huang et al., Densely Connected Convolutional Networks, 2016", "https://arxiv.org/abs/1608.06993",
            "Small data sets and medical pictures."),
        new("Inception", "Convolutions of several sizes side by side in every block", MinusOneToOne,
            "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2015", "https://arxiv.org/abs/1512.00567",
            "Objects of very different sizes in one picture."),
        new("Xception", "Depthwise separable convolutions with residual connections", MinusOneToOne,
            "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2016", "https://arxiv.org/abs/1610.02357",
            "Accuracy at 299 px with few parameters."),
        new("ConvNeXt", "A ResNet modernised step by step: 7 x 7 depthwise convolutions, layer normalisation, GELU", Inside,
            "Liu et al., A ConvNet for the 2020s, 2022", "https://arxiv.org/abs/2201.03545",
            "The most accurate per picture here, with a GPU or patience."),
    ];

    public static BackboneFamily? Find(string name) => All.FirstOrDefault(family => family.Name == name);
}

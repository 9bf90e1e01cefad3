namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>The layers of Keras Applications in which the stages of strides 8, 16 and 32 end.</summary>
internal static class ObjectDetectionPythonStages
{
    private static readonly Dictionary<string, string[]> Ends = new()
    {
        ["EfficientNetLite0"] = ["block3b_add", "block5c_add", "block7a_project_bn"],
        ["MobileNetV3Small"] = ["expanded_conv_2_add", "expanded_conv_7_add", "expanded_conv_10_add"],
        ["MobileNetV3Large"] = ["expanded_conv_5_add", "expanded_conv_11_add", "expanded_conv_14_add"],
        ["MobileNetV2"] = ["block_5_add", "block_12_add", "block_16_project_BN"],
        ["EfficientNetB0"] = ["block3b_add", "block5c_add", "block7a_project_bn"],
        ["EfficientNetB1"] = ["block3c_add", "block5d_add", "block7b_add"],
        ["EfficientNetB2"] = ["block3c_add", "block5d_add", "block7b_add"],
        ["EfficientNetB3"] = ["block3c_add", "block5e_add", "block7b_add"],
        ["EfficientNetB4"] = ["block3d_add", "block5f_add", "block7b_add"],
        ["EfficientNetB5"] = ["block3e_add", "block5g_add", "block7c_add"],
        ["EfficientNetB6"] = ["block3f_add", "block5h_add", "block7c_add"],
        ["EfficientNetB7"] = ["block3g_add", "block5j_add", "block7d_add"],
        ["EfficientNetV2B0"] = ["block3b_add", "block5e_add", "block6h_add"],
        ["EfficientNetV2B1"] = ["block3c_add", "block5f_add", "block6i_add"],
        ["EfficientNetV2B2"] = ["block3c_add", "block5f_add", "block6j_add"],
        ["EfficientNetV2B3"] = ["block3c_add", "block5g_add", "block6l_add"],
        ["EfficientNetV2S"] = ["block3d_add", "block5i_add", "block6o_add"],
        ["EfficientNetV2M"] = ["block3e_add", "block5n_add", "block7e_add"],
        ["EfficientNetV2L"] = ["block3g_add", "block5s_add", "block7g_add"],
        ["ResNet18"] = ["stack1_block1_out", "stack2_block1_out", "stack3_block2_out"],
        ["ResNet50"] = ["conv3_block4_out", "conv4_block6_out", "conv5_block3_out"],
        ["ResNet101"] = ["conv3_block4_out", "conv4_block23_out", "conv5_block3_out"],
        ["ResNet152"] = ["conv3_block8_out", "conv4_block36_out", "conv5_block3_out"],
        ["ResNet50V2"] = ["conv3_block3_out", "conv4_block5_out", "post_relu"],
        ["ResNet101V2"] = ["conv3_block3_out", "conv4_block22_out", "post_relu"],
        ["ResNet152V2"] = ["conv3_block7_out", "conv4_block35_out", "post_relu"],
        ["VGG16"] = ["block4_conv3", "block5_conv3", "block5_pool"],
        ["VGG19"] = ["block4_conv4", "block5_conv4", "block5_pool"],
        ["DenseNet121"] = ["pool3_conv", "pool4_conv", "relu"],
        ["DenseNet169"] = ["pool3_conv", "pool4_conv", "relu"],
        ["DenseNet201"] = ["pool3_conv", "pool4_conv", "relu"],
        ["InceptionV3"] = ["mixed2", "mixed7", "mixed10"],
        ["Xception"] = ["add_1", "add_10", "block14_sepconv2_act"],
        ["ConvNeXtTiny"] = ["convnext_tiny_downsampling_layernorm_1", "convnext_tiny_downsampling_layernorm_2", "layer_normalization"],
        ["ConvNeXtSmall"] = ["convnext_small_downsampling_layernorm_1", "convnext_small_downsampling_layernorm_2", "layer_normalization"],
        ["ConvNeXtBase"] = ["convnext_base_downsampling_layernorm_1", "convnext_base_downsampling_layernorm_2", "layer_normalization"],
    };

    /// <param name="backbone">By the name that a spec has; null for a file.</param>
    /// <returns>From the finest; null where they are not known.</returns>
    public static IReadOnlyList<string>? Of(string? backbone) => Ends.GetValueOrDefault(backbone ?? "");
}

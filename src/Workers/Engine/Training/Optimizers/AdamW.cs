namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Adam whose weights decay before the update (Loshchilov and Hutter, 2019); Keras's default decay is 0.004.</summary>
public sealed class AdamW(OptimizerOptions options, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false)
    : Adam(options, beta1, beta2, epsilon, amsgrad);

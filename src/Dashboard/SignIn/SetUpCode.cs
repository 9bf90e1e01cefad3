using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>The code of the link by which the first administrator is made: of this process alone.</summary>
internal sealed class SetUpCode
{
    public string Value { get; } = SecretCode.New();

    public bool Is(string? received) =>
        received is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Value), Encoding.UTF8.GetBytes(received));
}

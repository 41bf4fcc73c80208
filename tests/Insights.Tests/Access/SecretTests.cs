using Insights.Access;

namespace Insights.Tests.Access;

/// <summary>What cannot be guessed, and what of it is kept.</summary>
public sealed class SecretTests
{
    [Fact]
    public void Every_secret_is_another_and_is_read_back_as_its_organisation_s()
    {
        Secret[] made = [.. Enumerable.Range(1, 50).Select(i => Secret.New(i % 2))];
        made.Select(s => s.Word.Split('.')[1]).Distinct().Count().ShouldBe(50);
        made.Select(s => s.Hash).Distinct().Count().ShouldBe(50);
        foreach (Secret secret in made)
        {
            Secret.Read(secret.Word).ShouldBe(secret);
            secret.Hash.ShouldNotContain(secret.Word.Split('.')[1]);
            secret.ToString().ShouldNotContain(secret.Word.Split('.')[1], Case.Sensitive, "it would stand in logs");
        }
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("1."), InlineData("1.short")]
    [InlineData("-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(" 1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("99999999999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_cannot_be_a_secret_is_none(string? word) => Secret.Read(word).ShouldBeNull();

    [Fact]
    public void A_password_fits_its_own_hash_alone_at_the_cost_that_stands_there()
    {
        string hash = Password.Hash("right"), again = Password.Hash("right");
        hash.ShouldNotBe(again, "each has a salt of its own");
        hash.ShouldStartWith("300000.");
        (Password.Fits("right", hash), Password.Fits("right", again), Password.Fits("wrong", hash), Password.Fits("", hash))
            .ShouldBe((true, true, false, false));
        string[] parts = hash.Split('.');
        Password.Fits("right", $"1.{parts[1]}.{parts[2]}").ShouldBeFalse("one round is another hash");
        // One made when rounds were cheaper still opens.
        Password.Fits("password", $"2.{Convert.ToBase64String("salt"u8)}.{TwoRounds}").ShouldBeTrue();
    }

    // The known answer of PBKDF2 with HMAC-SHA-256 for "password", "salt" and two rounds.
    private static readonly string TwoRounds =
        Convert.ToBase64String(Convert.FromHexString("ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"));
}

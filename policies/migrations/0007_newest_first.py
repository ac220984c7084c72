from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_redaction")]

    operations = [
        migrations.AddIndex(
            model_name="policyversion",
            index=models.Index(
                fields=["published_at", "id"], name="policies_po_publish_15ab27_idx"
            ),
        ),
    ]
